package io.beta9.provisioning.cli.client;

import com.google.gson.JsonElement;

/**
 * A response of the API.
 *
 * @param value the response as a record
 * @param json the response as received, including fields that are unknown to this version
 */
public record ApiReply<T>(T value, JsonElement json) {}
