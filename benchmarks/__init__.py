"""What things cost, as ratios to floors measured in the same minute: seconds differ from machine to machine."""
