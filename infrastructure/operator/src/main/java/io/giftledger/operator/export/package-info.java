/** The entries of a table as other programs read them. */
@NullMarked
package io.giftledger.operator.export;

import org.jspecify.annotations.NullMarked;
