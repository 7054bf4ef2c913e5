"""yusuan (预算): Chinese government department budgets as DataFrames."""
