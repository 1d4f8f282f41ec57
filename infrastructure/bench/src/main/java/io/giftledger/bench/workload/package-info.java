/** One invocation of each function, as a client or an event source makes it, and its AWS calls. */
@NullMarked
package io.giftledger.bench.workload;

import org.jspecify.annotations.NullMarked;
