package io.beta9.provisioning.api.authorization;

import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;
import org.springframework.security.web.firewall.FirewalledRequest;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * Rejects paths in another spelling than the normal one: with parameters, empty or relative
 * segments, and with encoded characters that need no encoding (RFC 3986, section 2.3). A path that
 * is spelt in one way only cannot be compared in one way and resolved in another.
 */
final class NormalPathFirewall extends StrictHttpFirewall {
  /** Letters, digits, {@code - . _ ~} and control characters. */
  private static final Pattern NEEDLESSLY_ENCODED =
      Pattern.compile(
          "%(?:[46][1-9a-f]|[57][0-9a]|3[0-9]|2[de]|5f|7[ef]|[01][0-9a-f])",
          Pattern.CASE_INSENSITIVE);

  NormalPathFirewall() {
    // Spring MVC answers unknown methods, after the authentication.
    setUnsafeAllowAnyHttpMethod(true);
  }

  @Override
  public FirewalledRequest getFirewalledRequest(HttpServletRequest request) {
    String path = request.getRequestURI();
    if (path.indexOf('%') >= 0 && NEEDLESSLY_ENCODED.matcher(path).find()) {
      throw new RequestRejectedException("the path contains characters that need no encoding");
    }
    return super.getFirewalledRequest(request);
  }
}
