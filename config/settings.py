"""Settings of the app, from the environment. A missing or wrong value stops the start and says so.

PLUMBLINE_SECRET_KEY   required unless PLUMBLINE_DEBUG=1 or `./run` made one
PLUMBLINE_HOSTS        host names, comma separated
PLUMBLINE_ORIGINS      origins for cross-site checks behind a proxy, such as https://plumbline.example.com
PLUMBLINE_HTTPS        1 behind TLS: secure cookies, HSTS, redirect
PLUMBLINE_DATA         folder of the database file and of the made secret
DATABASE_URL           postgresql://user:password@host/name; without it SQLite in PLUMBLINE_DATA
PLUMBLINE_LANGUAGE     language code of the pages for whoever chose none, en by default
PLUMBLINE_PSEUDO       1 offers two languages that nobody speaks, which show texts that escaped translation
PLUMBLINE_TIME_ZONE    such as Europe/Berlin, UTC by default
PLUMBLINE_SIGN_IN, PLUMBLINE_OIDC_SERVER, PLUMBLINE_MAIL, …  accounts: docs/administration.md
PLUMBLINE_MOST_PROJECTS, …  limits per browser: docs/administration.md
PLUMBLINE_UPLOAD_SECONDS, …  slow uploads and heavy pages: docs/administration.md
"""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config import environment

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = environment.read_flag("PLUMBLINE_DEBUG")
HTTPS = environment.read_flag("PLUMBLINE_HTTPS")
DATA_DIR = environment.read_folder("PLUMBLINE_DATA", BASE_DIR / "data")
SECRET_KEY = environment.read_secret("PLUMBLINE_SECRET_KEY", debug=DEBUG)
ALLOWED_HOSTS = environment.read_hosts("PLUMBLINE_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = environment.read_origins("PLUMBLINE_ORIGINS")
if HTTPS and any(origin.startswith("http:") for origin in CSRF_TRUSTED_ORIGINS):
    raise ImproperlyConfigured("PLUMBLINE_HTTPS=1 and an origin with http:// contradict each other: write https://")

# How much one browser may keep: far more than people need, and an end for whoever floods the server.
MOST_PROJECTS = environment.read_number("PLUMBLINE_MOST_PROJECTS", 300, least=1, most=1_000_000)
MOST_MEGABYTES = environment.read_number("PLUMBLINE_MOST_MEGABYTES", 200, least=1, most=1_000_000)
MOST_NEW_PROJECTS_PER_HOUR = environment.read_number("PLUMBLINE_NEW_PROJECTS_PER_HOUR", 60, least=1, most=1_000_000)
MOST_NEW_BROWSERS_PER_HOUR = environment.read_number("PLUMBLINE_NEW_BROWSERS_PER_HOUR", 1_000, least=1, most=1_000_000)
MOST_CHANGES = environment.read_number("PLUMBLINE_MOST_CHANGES", 20_000, least=100, most=10_000_000)
MOST_DECISIONS = environment.read_number("PLUMBLINE_MOST_DECISIONS", 50, least=1, most=10_000)
MOST_VERSIONS = environment.read_number("PLUMBLINE_MOST_VERSIONS", 200, least=1, most=10_000)
MOST_COMMENTS = environment.read_number("PLUMBLINE_MOST_COMMENTS", 2_000, least=1, most=100_000)
MOST_LINKS = environment.read_number("PLUMBLINE_MOST_LINKS", 100, least=1, most=100_000)
LEAST_FREE_MEGABYTES = environment.read_number("PLUMBLINE_LEAST_FREE_MEGABYTES", 200, least=0, most=1_000_000)

# Hosts that are told of decisions although they are in a private network, or speak http only.
WEBHOOK_HOSTS = environment.read_hosts("PLUMBLINE_WEBHOOK_HOSTS", [])

# What visitors may keep busy, in each serving process.
UPLOAD_SECONDS = environment.read_number("PLUMBLINE_UPLOAD_SECONDS", 15, least=1, most=300)
HEAVY_PROCESSES = environment.read_number(
    "PLUMBLINE_HEAVY_PROCESSES", 1 if (os.cpu_count() or 1) < 4 else 2, least=1, most=64
)
HEAVY_PLACES = environment.read_number("PLUMBLINE_HEAVY_PLACES", 10 * HEAVY_PROCESSES, least=1, most=1_000)
HEAVY_SECONDS = environment.read_number("PLUMBLINE_HEAVY_SECONDS", 60, least=1, most=3_600)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.messages",
    "django.forms",  # its widget templates, which ours stand beside
    "csp",
    "crispy_forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "projects",
    "charts",
    "scoping",
    "estimates",
    "teams",
    "decisions",
    "reports",
    "organisation",
    "api",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    # Both are lazy: a page that asks neither for the session nor for the account costs no query for them.
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "projects.middleware.PrivacyMiddleware",
    "projects.visits.SignInMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "projects.visits.WaysInMiddleware",
    "projects.visits.BrowserMiddleware",
    "reports.refusing.RefusalMiddleware",
    "projects.lanes.BusyMiddleware",
    "projects.downloads.DownloadMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["config.templates.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "projects.context.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "projects.templatetags.plumbline",
                "charts.templatetags.drawing",
            ],
        },
    }
]

# SQLite: write-ahead log and immediate write locks; Django's defaults lose saves under load ("database is locked").
# synchronous=FULL because "Saved" promises that the answer survives a power cut.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=0; PRAGMA foreign_keys=ON;",
}
DATABASES = {"default": environment.read_database("DATABASE_URL", DATA_DIR / "plumbline.sqlite3")}
if DATABASES["default"]["ENGINE"] == environment.SQLITE:
    DATABASES["default"].setdefault("OPTIONS", {}).update(SQLITE_OPTIONS)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = environment.read_language("PLUMBLINE_LANGUAGE")
TIME_ZONE = environment.read_time_zone("PLUMBLINE_TIME_ZONE")
LANGUAGES = environment.languages_beside(LANGUAGE_CODE, pseudo=environment.read_flag("PLUMBLINE_PSEUDO"))
LANGUAGES_BIDI = ["ar-xb", "ar", "fa", "he", "ur"]
LANGUAGE_COOKIE_NAME = "language"
USE_I18N = True
USE_TZ = True
CATALOGUES = BASE_DIR / "locale"
LOCALE_PATHS = [environment.compiled_folder(CATALOGUES, DATA_DIR / "locale")]

STATIC_URL = "static/"
STATIC_ROOT = environment.read_static_folder(
    "PLUMBLINE_STATIC", BASE_DIR / "staticfiles", kept=[BASE_DIR / "static", DATA_DIR]
)
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "charts.finders.PlotlyFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "config.statics.ModuleStorage"},
}
FIXTURES = BASE_DIR / "fixtures"

# Accounts are there for whoever wants one; nobody needs one unless PLUMBLINE_SIGN_IN says so.
SIGN_IN = environment.read_choice("PLUMBLINE_SIGN_IN", ["open", "required", "sso"])
OIDC_APPS = environment.read_provider()
if SIGN_IN == "sso" and not OIDC_APPS:
    raise ImproperlyConfigured("PLUMBLINE_SIGN_IN=sso needs a provider: set PLUMBLINE_OIDC_SERVER")
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "projects.accounts.Accounts"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_FORMS = {
    "login": "projects.signing_up.SignInForm",
    "signup": "projects.signing_up.SignUpForm",
    "reset_password": "projects.signing_up.ResetForm",
    "reset_password_from_key": "projects.signing_up.NewPasswordForm",
    "change_password": "projects.signing_up.ChangePasswordForm",
    "set_password": "projects.signing_up.SetPasswordForm",
    "reauthenticate": "projects.signing_up.ConfirmForm",
    "add_email": "projects.signing_up.NewAddressForm",
}
ACCOUNT_EMAIL_VERIFICATION = "none"
# "strict": nobody is told that an address belongs to somebody else; it counts for whoever answers its mail.
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_CHANGE_EMAIL = True  # one address, and another counts once its mail was answered
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Plumbline: "
ACCOUNT_SESSION_REMEMBER = True
# By account and never by address: thirty colleagues may sign in behind one.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "signup": None,
    "reset_password": "5/h/key",
    "reset_password_from_key": None,
    "login_failed": "20/h/key",
    "confirm_email": "5/h/key",
}
# Not by a code that is mailed: without a mail server it would stand in the log.
ACCOUNT_REAUTHENTICATION_METHODS = ("password", "mfa")
# Passkeys: a way in beside the password, offered where `projects.passkeys` says. Nobody makes an account with one
# alone: that asks for an address which was confirmed, and nobody here has to have one.
MFA_ADAPTER = "projects.passkeys.Passkeys"
MFA_SUPPORTED_TYPES = ["webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "login_webauthn": "projects.passkeys.PasskeySignInForm",
    "reauthenticate_webauthn": "projects.passkeys.PasskeyConfirmForm",
    "add_webauthn": "projects.passkeys.AddForm",
    "edit_webauthn": "projects.passkeys.RenameForm",
}
# An address that waits to be confirmed is no reason to refuse one: it shuts nobody out, as a second factor would.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RATE_LIMITS = {"webauthn_login": None}  # by passkey, as passwords by account
SOCIALACCOUNT_ADAPTER = "projects.accounts.Providers"
SOCIALACCOUNT_FORMS = {"disconnect": "projects.signing_up.LeaveProviderForm"}
# Not SOCIALACCOUNT_ONLY, beside which nobody may install passkeys: `projects.visits` closes what "sso" leaves out.
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": OIDC_APPS, "OAUTH_PKCE_ENABLED": True}}
# A link and no form: the content policy lets forms lead nowhere else.
SOCIALACCOUNT_LOGIN_ON_GET = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
globals().update(environment.read_mail("PLUMBLINE_MAIL"))  # EMAIL_BACKEND, or EMAIL_HOST and what belongs to it
DEFAULT_FROM_EMAIL = environment.read_sender("PLUMBLINE_MAIL_FROM")

CRISPY_ALLOWED_TEMPLATE_PACKS = "plumbline"
CRISPY_TEMPLATE_PACK = "plumbline"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# plotly.js sets two style elements; their hashes belong to the release that the lock file names.
PLOTLY_STYLES = [
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
    "'sha256-ji27qzEtxXZW+7dun6UwjHXJ18e6WAin1VvNtkzIE/o='",
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF, *PLOTLY_STYLES],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
# Not "no-referrer": under it browsers send forms with "Origin: null", which the cross-site check refuses. Other hosts
# learn nothing either way, and pages behind a share link say no-referrer themselves.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_HTTPONLY = False
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "projects.views.errors.csrf_failure"
if HTTPS:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    CSRF_COOKIE_SECURE = True

DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 5_000_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"secretless": {"()": "projects.middleware.WithoutSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "secretless"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}
