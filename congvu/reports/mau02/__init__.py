"""Mẫu số 02, Phụ lục II of NĐ 335/2025/NĐ-CP: the rating slip of one person for one year."""
