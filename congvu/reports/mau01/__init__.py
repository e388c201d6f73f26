"""Mẫu số 01, Phụ lục II of NĐ 335/2025/NĐ-CP: the slip of one person for one period."""
