"""One story, told by every client of Alibaba Cloud. Each module adapts one generation of SDK to the story's verbs."""
