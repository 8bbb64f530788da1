'use strict';

// The test process holds our standard input; when it is gone, however it ended, so are we.
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
process.stdin.on('error', () => process.exit(0));

/** Listens on a free port of the loopback and says where. */
exports.serve = server => server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
