'use strict';

const { serve } = require('./dies-with-parent');

// The limit is of an account; here many tests share one.
serve(require('kinesalite')({ createStreamMs: 0, deleteStreamMs: 0, updateStreamMs: 0, shardLimit: 10000 }));
