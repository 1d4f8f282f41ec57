/** What the functions add to the AWS calls that they make. */
@NullMarked
package io.giftledger.bench.overhead;

import org.jspecify.annotations.NullMarked;
