'use strict';

const fs = require('node:fs');

const started = process.hrtime.bigint();

/** Prints what this process used so far, in the form that the bench reads. */
exports.report = figures => {
  const wall = Number(process.hrtime.bigint() - started) / 1e9;
  const { user, system } = process.cpuUsage();
  const peak = Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1]) / 1000;
  console.log(JSON.stringify({ Wall: wall, Cpu: (user + system) / 1e6, PeakMegabytes: peak, Figures: figures }));
};
