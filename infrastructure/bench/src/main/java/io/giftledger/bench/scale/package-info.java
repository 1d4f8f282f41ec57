/**
 * How far it goes on AWS: a model of the platform's limits around the real dispatch and convert.
 */
@NullMarked
package io.giftledger.bench.scale;

import org.jspecify.annotations.NullMarked;
