package io.beta9.provisioning.bench.api;

import io.beta9.provisioning.bench.load.RequestSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The requests that the benchmark sends. Every kind draws ids at random, with a fixed seed. */
final class ApiWorkloads {
  private static final String ENVIRONMENTS = "/api/v1/environments";
  private static final int PREPARED = 4096;
  private static final long SEED = 5;

  private final SeedData data;
  private final String key;
  private final List<String> creatorKeys;
  private final String config;
  private final Random random = new Random(SEED);
  private int created;

  ApiWorkloads(SeedData data, String key, List<String> creatorKeys, Path exampleConfig)
      throws IOException {
    this.data = data;
    this.key = key;
    this.creatorKeys = creatorKeys;
    this.config = Files.readString(exampleConfig);
  }

  /** Reads of one environment. */
  RequestSource getById() {
    List<byte[]> requests = new ArrayList<>();
    for (int i = 0; i < PREPARED; i++) {
      requests.add(
          RequestSource.get(
              ENVIRONMENTS + "/" + data.idOfTenant(random.nextInt(data.environmentsOfTenant())),
              key));
    }
    return rotation(requests);
  }

  /** Reads of the first page of 50 environments. */
  RequestSource list() {
    return list("");
  }

  private RequestSource list(String query) {
    byte[] request =
        RequestSource.get(ENVIRONMENTS + "?limit=50" + (query.isEmpty() ? "" : "&" + query), key);
    return () -> request;
  }

  /** Lists with each filter, and pages in the middle of the list, by name of the scenario. */
  Map<String, RequestSource> lists(String cursor) {
    Map<String, RequestSource> lists = new LinkedHashMap<>();
    lists.put("list_all", list());
    lists.put("list_later_page", list("cursor=" + cursor));
    lists.put("list_status_ready", list("status=ready"));
    lists.put("list_status_queued", list("status=queued"));
    lists.put("list_status_destroyed", list("status=destroyed"));
    lists.put("list_region", list("region=" + SeedData.REGIONS.get(1)));
    lists.put("list_region_status", list("status=failed&region=" + SeedData.REGIONS.get(2)));
    lists.put("list_name", list("name=e-" + data.environmentsOfTenant()));
    return lists;
  }

  /** Pages of events. */
  RequestSource events() {
    List<byte[]> requests = new ArrayList<>();
    for (int i = 0; i < PREPARED; i++) {
      requests.add(
          RequestSource.get(
              ENVIRONMENTS
                  + "/"
                  + data.idOfTenant(random.nextInt(data.environmentsOfTenant()))
                  + "/events",
              key));
    }
    return rotation(requests);
  }

  /** Creates environments with new names. */
  RequestSource create() {
    return () ->
        RequestSource.postYaml(
            ENVIRONMENTS,
            creatorKeys.get(created % creatorKeys.size()),
            config.replace("name: demo", "name: c-" + created++));
  }

  /** Of 100 requests 80 read one environment, 10 list, 8 read events and 2 create. */
  RequestSource mixed() {
    RequestSource get = getById();
    RequestSource list = list();
    RequestSource events = events();
    RequestSource create = create();
    return () -> {
      int draw = random.nextInt(100);
      return draw < 80
          ? get.next()
          : draw < 90 ? list.next() : draw < 98 ? events.next() : create.next();
    };
  }

  private static RequestSource rotation(List<byte[]> requests) {
    int[] next = {0};
    return () -> requests.get(next[0]++ % requests.size());
  }
}
