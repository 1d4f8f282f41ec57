/**
 * AppSync Events: channels to which functions publish, and to which pages subscribe over WebSocket,
 * as the template's API, namespaces and handlers say.
 */
@NullMarked
package io.giftledger.emulator.live;

import org.jspecify.annotations.NullMarked;
