"""One ViT-B block forward and backward (80 tokens, batch 8, one thread): median CPU milliseconds as JSON."""
import json, statistics, time
import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_num_threads(1)
C, H = 768, 12


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(C, eps=1e-6), nn.LayerNorm(C, eps=1e-6)
        self.qkv, self.proj = nn.Linear(C, 3 * C), nn.Linear(C, C)
        self.fc1, self.fc2 = nn.Linear(C, 4 * C), nn.Linear(4 * C, C)

    def forward(self, x):
        b, n, _ = x.shape
        q, k, v = self.qkv(self.norm1(x)).reshape(b, n, 3, H, C // H).permute(2, 0, 3, 1, 4)
        a = (q @ k.transpose(-2, -1) * (C // H) ** -0.5).softmax(-1) @ v
        x = x + self.proj(a.transpose(1, 2).reshape(b, n, C))
        return x + self.fc2(F.gelu(self.fc1(self.norm2(x))))


net = Block()
x, up = torch.randn(8, 80, C, requires_grad=True), torch.randn(8, 80, C)
times = []
for i in range(16):
    net.zero_grad()
    x.grad = None
    start = time.process_time()
    (net(x) * up).sum().backward()
    times.append(1000 * (time.process_time() - start))
print(json.dumps({'ms': statistics.median(times[1:]), 'version': f'PyTorch {torch.__version__}'}))
