/** What happened is put on the platform's own bus of events. */
@NullMarked
package io.giftledger.announce;

import org.jspecify.annotations.NullMarked;
