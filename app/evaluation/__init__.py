"""Theo dõi, đánh giá hằng tháng theo Nghị định 335/2025/NĐ-CP."""
