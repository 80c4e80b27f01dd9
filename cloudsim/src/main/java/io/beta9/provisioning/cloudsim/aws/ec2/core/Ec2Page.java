package io.beta9.provisioning.cloudsim.aws.ec2.core;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param next the token of the next page; null on the last page
 */
public record Ec2Page<T>(List<T> items, @Nullable String next) {
  private static final int MAX_SIZE = 1000;

  /** Returns the page for a token, or the first page if there is none. */
  public static <T> Ec2Page<T> of(Stream<T> all, @Nullable Integer size, @Nullable String token) {
    List<T> items = all.toList();
    if (size != null && size < 1) {
      throw Ec2Errors.invalidValue("Value ( " + size + " ) for parameter maxResults is invalid.");
    }
    int from = token == null || token.isEmpty() ? 0 : offset(token);
    int max = size == null ? MAX_SIZE : Math.min(size, MAX_SIZE);
    int start = Math.min(from, items.size());
    int end = Math.min(items.size(), start + max);
    return new Ec2Page<>(items.subList(start, end), end < items.size() ? token(end) : null);
  }

  /** Returns the same page with converted items. */
  public <R> Ec2Page<R> map(Function<? super T, ? extends R> view) {
    return new Ec2Page<>(items.stream().<R>map(view).toList(), next);
  }

  private static String token(int offset) {
    return Base64.getUrlEncoder()
        .encodeToString(("offset:" + offset).getBytes(StandardCharsets.UTF_8));
  }

  private static int offset(String token) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      return Integer.parseInt(text.substring("offset:".length()));
    } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
      throw Ec2Errors.invalidValue("Invalid value '" + token + "' for nextToken.");
    }
  }
}
