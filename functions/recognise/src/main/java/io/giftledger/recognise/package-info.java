/** Who gave how much to whom: folded from the creators' chains, and shown to the rooms. */
@NullMarked
package io.giftledger.recognise;

import org.jspecify.annotations.NullMarked;
