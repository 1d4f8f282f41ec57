/** What every Lambda handler shares: its start, its event, its log. */
@NullMarked
package io.giftledger.lambda;

import org.jspecify.annotations.NullMarked;
