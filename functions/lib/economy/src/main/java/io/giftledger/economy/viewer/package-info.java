/** What the platform tells about viewers. */
@NullMarked
package io.giftledger.economy.viewer;

import org.jspecify.annotations.NullMarked;
