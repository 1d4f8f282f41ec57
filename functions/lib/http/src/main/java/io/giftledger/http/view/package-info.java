/** Business records as clients see them. */
@NullMarked
package io.giftledger.http.view;

import org.jspecify.annotations.NullMarked;
