/**
 * How Lambda's event sources work: which changes and messages reach a function, what its reply
 * means, what is deleted, delivered again or given up. Who delivers, and when, is somebody else's.
 */
@NullMarked
package io.giftledger.emulator.events;

import org.jspecify.annotations.NullMarked;
