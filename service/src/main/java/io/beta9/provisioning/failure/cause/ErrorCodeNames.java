package io.beta9.provisioning.failure.cause;

/**
 * The kinds of error codes of AWS, by the form of their names. Services of AWS compose their codes
 * of the same words, so that a code which is not known says its kind, too.
 */
final class ErrorCodeNames {
  private ErrorCodeNames() {}

  /**
   * What follows an error code of AWS, depending on who reports it: the SDK for Go and AWS itself,
   * Auto Scaling, the SDK for Python, the SDK for Java, or AWS in JSON or XML.
   */
  static final String END = "(?=:| - |\\) when calling|;|\"[,}]|</)";

  /**
   * The resource is in a state that does not permit it. The state of a network is that of its
   * configuration, and those of an object and a bucket are settings: they do not pass.
   */
  static final String STATE =
      "(?-i:\\b(?!Invalid(?:VPCNetwork|Object|Bucket)State)[A-Z]\\w*(?:\\.[A-Z]\\w*)?State(?:Fault|Exception)?)"
          + END;

  static final String THROTTLED =
      named("(?:[A-Z]\\w*)?Throttl(?:e|ed|ing)", "[A-Z]\\w*RateExceeded", "TooManyUpdates");

  static final String QUOTA =
      named(
          "TooMany[A-Z]\\w+",
          "[A-Z]\\w+Limit",
          "(?:[A-Z]\\w*)?(?:Limits?|Quota|Count|Size)\\w*(?:Exceeded|Reached)");

  static final String CAPACITY = named("[A-Z]\\w*CapacityExceeded");

  static final String NO_ADDRESSES =
      named("Insufficient\\w*(?:Addresses|IPs)\\w*", "IpNotAvailable");

  /** A conflict with another request. Unlike an object in the way, it passes. */
  static final String CONCURRENT =
      named(
          "(?:[A-Z]\\w*)?Concurrent[A-Z]\\w+",
          "[A-Z]\\w*Contention",
          "Idempoten\\w*Mismatch\\w*",
          "(?:[A-Z]\\w*)?(?:InProgress|Aborted)",
          "[A-Z]\\w*Temporarily[A-Z]\\w*",
          "(?<!\\.)(?!Delete|Configuration)(?:[A-Z]\\w*)?Conflict(?!.{0,300}\\balready exist)");

  static final String EXISTS =
      named("Duplicate(?!Tag)[A-Z]\\w*", "[A-Z]\\w+Exists", "(?:[A-Z]\\w*)?Already[A-Z]\\w+");

  static final String IN_USE = named("(?!\\w*Not)(?:[A-Z]\\w*)?InUse");

  static final String PERMISSION =
      named("(?:[A-Z]\\w*)?(?:NotAuthorized|NoAuthorization|Unauthorized|MissingPermissions)\\w*?");

  /** The service itself, or a dependency of it that it does not name. */
  static final String SERVER =
      named(
          "(?:[A-Z]\\w*)?(?:Internal\\w*|Unavailable|PropagationDelay)",
          "(?:Service|Server|Http)(?:Internal|Failure|NotReady|Exception)",
          "ServiceLinkedRole\\w*Failure");

  /** What a request names and the module does not create: an offer of AWS, or the customer's. */
  static final String OFFER_ABSENT =
      named(
          "(?:Invalid)?(?:AMI\\w*|Zone|KeyPair|Certificate|Image\\w*|Version|OptionGroup|SSLPolicy"
              + "|\\w*(?:Snapshot|Offering|EngineVersion))\\.?(?:NotFound|Unavailable)");

  static final String ABSENT = named("(?:[A-Z]\\w*\\.?)?NotFound", "NoSuch[A-Z]\\w+", "InvalidID");

  static final String REJECTED =
      named(
          "(?:Invalid|Malformed|Unsupported|Illegal)[A-Z]\\w+",
          "[A-Z]\\w*(?:Not(?:Supported|Allowed|Permitted|Valid|Implemented)|Mismatch|Malformed|Invalid"
              + "|InvalidConfiguration|DoesNotExist)");

  /** Returns a pattern of error codes of one of the forms. */
  private static String named(String... forms) {
    return "(?-i:\\b(?:" + String.join("|", forms) + ")(?:Fault|Exception|Error)?)" + END;
  }
}
