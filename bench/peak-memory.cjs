// Preloaded by the benchmark: says at exit how much memory the process had at most.
process.on('exit', () => process.stderr.write(`peak ${process.resourceUsage().maxRSS} KiB\n`));
