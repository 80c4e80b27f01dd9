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
 * @param next the token of the next page; null on the last page
 */
public record Page<T>(List<T> items, @Nullable String next) {

  /**
   * Returns one page of a list.
   *
   * @param token the {@code next} token of the previous page; null or empty for the first page
   * @param size the requested page size; null for the default
   */
  public static <T> Page<T> of(
      Collection<? extends T> all,
      @Nullable String token,
      @Nullable Integer size,
      int defaultValue) {
    List<T> list = List.copyOf(all);
    int from = token == null || token.isEmpty() ? 0 : offset(token);
    if (from > list.size()) {
      throw invalid();
    }
    int to = Math.min(list.size(), from + (size == null ? defaultValue : size));
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
    } catch (IllegalArgumentException e) {
      throw invalid();
    }
  }

  private static AwsErrorException invalid() {
    return new AwsErrorException(
        400, "InvalidParameterValue", "The pagination token is not valid.");
  }
}
