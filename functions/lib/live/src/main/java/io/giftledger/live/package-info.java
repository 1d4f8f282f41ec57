/** What the live room shows. Nothing of it moves value. */
@NullMarked
package io.giftledger.live;

import org.jspecify.annotations.NullMarked;
