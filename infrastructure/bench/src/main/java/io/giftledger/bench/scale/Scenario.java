package io.giftledger.bench.scale;

/**
 * Who gives to whom, and how the system is set up.
 *
 * @param name what the tables call it
 * @param creators how many receive gifts
 * @param chainsPerCreator how many accounts a creator's gifts are spread over: 1 as deployed; more
 *     is the first level of a tree, whose accounts each are a creator to dispatch and convert
 * @param isEven whether all receive alike; else the k-th most popular receives 1/k of the first
 * @param convertConcurrency how many conversions run at once
 */
record Scenario(
    String name, int creators, int chainsPerCreator, boolean isEven, int convertConcurrency) {}
