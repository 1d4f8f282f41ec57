@NullMarked
package io.giftledger.payoutprovider;

import org.jspecify.annotations.NullMarked;
