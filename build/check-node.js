// Plain JavaScript: runs on whatever Node started the script, and says what to do when it is too old.
const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(
    `LoReTrack Studio runs on Node 24, this is Node ${process.versions.node}. The right one comes with the ` +
      'packages: run "npm ci" (with install scripts allowed) and start through npm, or install Node 24.',
  );
  process.exit(1);
}
