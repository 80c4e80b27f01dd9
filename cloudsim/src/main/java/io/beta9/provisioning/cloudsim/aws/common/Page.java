package io.beta9.provisioning.cloudsim.aws.common;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param next the token that asks for the page after it; null on the last one
 */
public record Page<T>(List<T> items, @Nullable String next) {

  /**
   * Cuts a page out of a list.
   *
   * @param token what a former page gave as {@code next}; null or empty for the first page
   * @param size how many the caller asked for; null for the service's default
   */
  public static <T> Page<T> of(
      Collection<? extends T> all, @Nullable String token, @Nullable Integer size, int byDefault) {
    List<T> list = List.copyOf(all);
    int from = token == null || token.isEmpty() ? 0 : offset(token);
    if (from > list.size()) {
      throw invalid();
    }
    int to = Math.min(list.size(), from + (size == null ? byDefault : size));
    return new Page<>(list.subList(from, to), to == list.size() ? null : token(to));
  }

  public boolean truncated() {
    return next != null;
  }

  private static String token(int offset) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(("from:" + offset).getBytes(StandardCharsets.UTF_8));
  }

  private static int offset(String token) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      if (!text.startsWith("from:")) {
        throw invalid();
      }
      return Integer.parseUnsignedInt(text.substring("from:".length()));
    } catch (IllegalArgumentException notOurs) {
      throw invalid();
    }
  }

  private static AwsErrorException invalid() {
    return new AwsErrorException(
        400, "InvalidParameterValue", "The pagination token is not valid.");
  }
}
