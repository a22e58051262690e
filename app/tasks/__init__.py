"""Nhiệm vụ: giao, theo dõi, chuyển giao, nộp và nghiệm thu kết quả."""
