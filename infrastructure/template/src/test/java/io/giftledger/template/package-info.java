@NullMarked
package io.giftledger.template;

import org.jspecify.annotations.NullMarked;
