/** What those do who run the platform, each act with a name and a reason. */
@NullMarked
package io.giftledger.admin;

import org.jspecify.annotations.NullMarked;
