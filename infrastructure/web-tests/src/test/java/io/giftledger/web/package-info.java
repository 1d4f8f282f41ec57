@NullMarked
package io.giftledger.web;

import org.jspecify.annotations.NullMarked;
