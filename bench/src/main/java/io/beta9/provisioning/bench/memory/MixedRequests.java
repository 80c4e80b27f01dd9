package io.beta9.provisioning.bench.memory;

import io.beta9.provisioning.bench.api.SeedData;
import io.beta9.provisioning.bench.load.RequestSource;
import java.util.Random;

/**
 * Requests of every kind of reader: of 100 requests, 65 read one environment, 10 list 50 of them, 5
 * each read events, logs and metrics, 8 the health and 2 the description of the API.
 */
final class MixedRequests implements RequestSource {
  private static final String ENVIRONMENTS = "/api/v1/environments";
  private static final long SEED = 7;

  private final SeedData data;
  private final String key;
  private final Random random = new Random(SEED);

  MixedRequests(SeedData data, String key) {
    this.data = data;
    this.key = key;
  }

  @Override
  public byte[] next() {
    int draw = random.nextInt(100);
    String path;
    if (draw < 65) {
      path = environment();
    } else if (draw < 75) {
      path = ENVIRONMENTS + "?limit=50";
    } else if (draw < 80) {
      path = environment() + "/events";
    } else if (draw < 85) {
      path = environment() + "/logs";
    } else if (draw < 90) {
      path = "/metrics";
    } else if (draw < 98) {
      path = "/health";
    } else {
      path = "/openapi.json";
    }
    return RequestSource.get(path, key);
  }

  private String environment() {
    return ENVIRONMENTS + "/" + data.idOfTenant(random.nextInt(data.environmentsOfTenant()));
  }
}
