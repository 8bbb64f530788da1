'use strict';

const { serve } = require('./dies-with-parent');

// Tables are there at once: waiting for them is tested on its own, and not half a second per test.
serve(require('dynalite')({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 }));
