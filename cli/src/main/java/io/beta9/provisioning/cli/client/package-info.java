/**
 * Client of the API: settings, requests, errors, JSON. May use the JDK's HTTP client, Gson and the
 * records of api-model; knows nothing of commands.
 */
@NullMarked
package io.beta9.provisioning.cli.client;

import org.jspecify.annotations.NullMarked;
