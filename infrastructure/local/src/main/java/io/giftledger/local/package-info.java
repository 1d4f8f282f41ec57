/**
 * Runs the deployed system on one machine, as the template describes it: the HTTP API with its
 * authorizer, the functions, and what brings events to them.
 */
@NullMarked
package io.giftledger.local;

import org.jspecify.annotations.NullMarked;
