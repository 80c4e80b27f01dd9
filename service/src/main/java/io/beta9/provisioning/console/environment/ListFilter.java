package io.beta9.provisioning.console.environment;

import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.console.session.ConsolePaths;
import io.beta9.provisioning.console.session.SignedIn;
import io.beta9.provisioning.environment.EnvironmentSearch;
import io.beta9.provisioning.environment.EnvironmentSearch.SearchOrder;
import io.beta9.provisioning.environment.EnvironmentStatus;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What the list of environments shows, as in its address. Unknown values do not restrict.
 *
 * @param status the code of a status, {@code any}, or nothing for all that are not destroyed
 */
record ListFilter(
    String text, String status, String region, String tenant, String order, int page) {
  static final int PAGE_SIZE = 25;
  static final String ANY = "any";

  private static final int MAX_PAGE = 10_000;

  ListFilter {
    page = Math.clamp(page, 1, MAX_PAGE);
  }

  EnvironmentSearch search(SignedIn user) {
    return new EnvironmentSearch(
        tenant(user),
        EnvironmentStatus.parse(status).orElse(null),
        status.equals(ANY),
        region.isEmpty() ? null : region,
        text.isBlank() ? null : text.strip(),
        searchOrder(),
        PAGE_SIZE,
        (page - 1) * PAGE_SIZE);
  }

  /**
   * Returns how many environments the filter finds, if that follows from the numbers by status of
   * all that the user sees.
   */
  OptionalInt countIn(Map<EnvironmentStatus, Integer> counts) {
    if (!text.isBlank() || !region.isEmpty() || !tenant.isEmpty()) {
      return OptionalInt.empty();
    }
    EnvironmentStatus only = EnvironmentStatus.parse(status).orElse(null);
    return OptionalInt.of(
        counts.entrySet().stream()
            .filter(
                each ->
                    only == null
                        ? status.equals(ANY) || each.getKey() != EnvironmentStatus.DESTROYED
                        : each.getKey() == only)
            .mapToInt(Map.Entry::getValue)
            .sum());
  }

  /** Only operators choose a tenant. */
  private @Nullable TenantId tenant(SignedIn user) {
    if (!user.seesAllTenants(Permission.ENVIRONMENT_READ)) {
      return user.caller().tenant();
    }
    try {
      return tenant.isEmpty() ? null : new TenantId(tenant);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private SearchOrder searchOrder() {
    return Arrays.stream(SearchOrder.values())
        .filter(each -> code(each).equals(order))
        .findFirst()
        .orElse(SearchOrder.ATTENTION);
  }

  static String code(SearchOrder order) {
    return order.name().toLowerCase(Locale.ROOT);
  }

  /** Returns the address of another page of the same list. */
  String address(int otherPage) {
    return ConsolePaths.ROOT
        + "?q="
        + encoded(text)
        + "&status="
        + encoded(status)
        + "&region="
        + encoded(region)
        + "&tenant="
        + encoded(tenant)
        + "&order="
        + encoded(order)
        + "&page="
        + otherPage;
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
