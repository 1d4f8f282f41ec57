/** A viewer sends a gift to a creator, and may limit what they spend. */
@NullMarked
package io.giftledger.sendgift;

import org.jspecify.annotations.NullMarked;
