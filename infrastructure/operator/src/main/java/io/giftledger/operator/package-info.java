/** The commands of a person who operates the system. */
@NullMarked
package io.giftledger.operator;

import org.jspecify.annotations.NullMarked;
