/**
 * Queues and their messages: the way from the table to them, how a message is written, read, sent
 * again and set aside, and why it is.
 */
@NullMarked
package io.giftledger.queues;

import org.jspecify.annotations.NullMarked;
