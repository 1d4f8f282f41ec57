/** What the build does to a function's jar. */
@NullMarked
package io.giftledger.shade;

import org.jspecify.annotations.NullMarked;
