package io.beta9.provisioning.cloudsim.aws.protocol;

import io.beta9.provisioning.cloudsim.aws.protocol.wire.WireRequest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The credential scope of a request's signature. Signatures are not verified: callers are
 * identified by their access keys, and session tokens are compared.
 *
 * @param service the service's signing name
 * @param token the session token, or an empty string
 */
public record Signature(String accessKeyId, String region, String service, String token) {
  private static final Pattern CREDENTIAL =
      Pattern.compile("(?:.*Credential=)?([^/=, ]+)/([0-9]{8})/([^/]+)/([^/]+)/aws4_request.*");

  /** Returns the signature in the Authorization header or, for presigned requests, in the query. */
  public static Optional<Signature> of(WireRequest request) {
    String inQuery = request.query().get("X-Amz-Credential");
    String text = request.header("authorization").orElse(inQuery == null ? "" : inQuery);
    Matcher matcher = CREDENTIAL.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String token =
        request
            .header("x-amz-security-token")
            .orElse(request.query().getOrDefault("X-Amz-Security-Token", ""));
    return Optional.of(new Signature(matcher.group(1), matcher.group(3), matcher.group(4), token));
  }
}
