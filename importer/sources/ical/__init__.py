"""Calendars (RFC 5545), read the way real producers write them.

lines -> components -> entries -> versions -> expand -> cells
bytes    BEGIN … END   meaning    per UID     window    what may be shown
"""
