/**
 * The economy's rules, in plain Java: start at {@link io.giftledger.economy.Movements}, which lists
 * every movement of value.
 */
@NullMarked
package io.giftledger.economy;

import org.jspecify.annotations.NullMarked;
