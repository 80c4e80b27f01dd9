package io.beta9.provisioning.cloudsim.kubernetes;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A well-formed presigned {@code GetCallerIdentity} request to STS. The signature is verified
 * separately, by {@link #isSignedWith}.
 */
record PresignedCallerIdentity(
    String host,
    Map<String, String> parameters,
    String accessKeyId,
    List<String> credentialScope,
    List<String> signedHeaders,
    Instant signedAt) {
  private static final Pattern STS_HOST =
      Pattern.compile("sts(\\.[a-z0-9-]+)?\\.amazonaws\\.com(\\.cn)?");

  /**
   * The AWS CLI signs for the address of the simulated STS if {@code AWS_ENDPOINT_URL} names it.
   */
  private static final Pattern SIMULATED_STS_HOST =
      Pattern.compile("(127(\\.\\d{1,3}){3}|localhost|\\[::1])(:\\d{1,5})?");

  private static final String CLUSTER_HEADER = "x-k8s-aws-id";
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final int MAX_EXPIRY_SECONDS = 900;

  /**
   * Parses a presigned URL.
   *
   * @throws IllegalArgumentException if the URL is not a valid presigned {@code GetCallerIdentity}
   *     request; the message states the reason
   */
  static PresignedCallerIdentity parse(String url) {
    URI uri = URI.create(url);
    String host = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    boolean simulated = SIMULATED_STS_HOST.matcher(host).matches();
    require(simulated || "https".equals(uri.getScheme()), "the URL scheme is not https");
    require(simulated || STS_HOST.matcher(host).matches(), host + " is not an STS endpoint");
    require(
        uri.getPath() == null || uri.getPath().isEmpty() || uri.getPath().equals("/"),
        "the URL has a path");
    Map<String, String> parameters = new TreeMap<>();
    for (String pair : Optional.ofNullable(uri.getRawQuery()).orElse("").split("&", -1)) {
      int equals = pair.indexOf('=');
      require(equals > 0, "a query parameter has no value");
      String previous =
          parameters.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
      require(previous == null, "a query parameter occurs twice");
    }
    require(
        "GetCallerIdentity".equals(parameters.get("Action")),
        "the action is not GetCallerIdentity");
    require("2011-06-15".equals(parameters.get("Version")), "the API version is not 2011-06-15");
    require(
        "AWS4-HMAC-SHA256".equals(parameters.get("X-Amz-Algorithm")),
        "the signature algorithm is not AWS4-HMAC-SHA256");
    List<String> credential =
        List.of(requiredParameter(parameters, "X-Amz-Credential").split("/", -1));
    require(
        credential.size() == 5
            && credential.get(3).equals("sts")
            && credential.get(4).equals("aws4_request"),
        "the credential scope is not for STS");
    int expires = Integer.parseInt(requiredParameter(parameters, "X-Amz-Expires"));
    require(
        expires >= 0 && expires <= MAX_EXPIRY_SECONDS,
        "X-Amz-Expires is not between 0 and " + MAX_EXPIRY_SECONDS);
    List<String> headers =
        List.of(requiredParameter(parameters, "X-Amz-SignedHeaders").split(";", -1));
    require(headers.contains("host"), "the header host is not signed");
    require(headers.contains(CLUSTER_HEADER), "the header " + CLUSTER_HEADER + " is not signed");
    Instant signedAt;
    try {
      signedAt = TIMESTAMP.parse(requiredParameter(parameters, "X-Amz-Date"), Instant::from);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("X-Amz-Date is malformed", e);
    }
    return new PresignedCallerIdentity(
        host,
        parameters,
        credential.getFirst(),
        credential.subList(1, credential.size()),
        headers,
        signedAt);
  }

  Optional<String> sessionToken() {
    return Optional.ofNullable(parameters.get("X-Amz-Security-Token"));
  }

  /** Returns whether the signature was made with this secret key and for this cluster. */
  boolean isSignedWith(String secretAccessKey, String cluster) {
    Map<String, String> headerValues = Map.of("host", host, CLUSTER_HEADER, cluster);
    if (!headerValues.keySet().containsAll(signedHeaders)) {
      return false;
    }
    String query =
        parameters.entrySet().stream()
            .filter(parameter -> !parameter.getKey().equals("X-Amz-Signature"))
            .map(parameter -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
            .collect(Collectors.joining("&"));
    String headers =
        signedHeaders.stream()
            .map(name -> name + ":" + headerValues.get(name) + "\n")
            .collect(Collectors.joining());
    String canonicalRequest =
        String.join("\n", "GET", "/", query, headers, String.join(";", signedHeaders), sha256(""));
    String toSign =
        String.join(
            "\n",
            "AWS4-HMAC-SHA256",
            parameters.getOrDefault("X-Amz-Date", ""),
            String.join("/", credentialScope),
            sha256(canonicalRequest));
    byte[] key = ("AWS4" + secretAccessKey).getBytes(StandardCharsets.UTF_8);
    for (String part : credentialScope) {
      key = hmac(key, part);
    }
    byte[] expected = HexFormat.of().formatHex(hmac(key, toSign)).getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(
        expected, parameters.getOrDefault("X-Amz-Signature", "").getBytes(StandardCharsets.UTF_8));
  }

  private static String requiredParameter(Map<String, String> parameters, String name) {
    return Optional.ofNullable(parameters.get(name))
        .orElseThrow(() -> new IllegalArgumentException(name + " is missing"));
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HmacSHA256 is not available", e);
    }
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-256 is not available", e);
    }
  }
}
