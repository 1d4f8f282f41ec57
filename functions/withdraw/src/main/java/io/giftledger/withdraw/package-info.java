/** A creator asks for diamonds to be paid out as money, and says where to. */
@NullMarked
package io.giftledger.withdraw;

import org.jspecify.annotations.NullMarked;
