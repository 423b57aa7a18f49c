package org.mobilenet4j.weights;

import java.util.Set;

/**
 * The modules of Python whose functions do something when a pickle calls them. No checkpoint of a trainer names one, and
 * here nothing is ever called; but a file that does is made to attack whoever loads it in Python.
 */
final class RunnableModules {
    private static final Set<String> MODULES = Set.of(
            "_aix_support",
            "_io",
            "_osx_support",
            "_posixsubprocess",
            "_pyrepl",
            "_winapi",
            "aiohttp",
            "asyncio",
            "bdb",
            "cProfile",
            "cloudpickle",
            "code",
            "codeop",
            "commands",
            "concurrent",
            "ctypes",
            "dill",
            "distutils",
            "ensurepip",
            "ftplib",
            "http",
            "httplib",
            "idlelib",
            "imaplib",
            "imp",
            "importlib",
            "io",
            "joblib",
            "lib2to3",
            "marshal",
            "multiprocessing",
            "nt",
            "operator",
            "os",
            "pdb",
            "pickle",
            "pip",
            "pkgutil",
            "posix",
            "profile",
            "pty",
            "pydoc",
            "requests",
            "runpy",
            "shutil",
            "site",
            "smtplib",
            "socket",
            "sqlite3",
            "ssl",
            "subprocess",
            "sys",
            "tempfile",
            "timeit",
            "urllib",
            "urllib2",
            "venv",
            "webbrowser",
            "zipimport");

    /**
     * What data of builtins is made of; the others read, evaluate or change something. Enums and classes within classes are
     * written by way of getattr.
     */
    private static final Set<String> DATA = Set.of(
            "bool",
            "bytearray",
            "bytes",
            "complex",
            "dict",
            "float",
            "frozenset",
            "getattr",
            "int",
            "list",
            "long",
            "object",
            "range",
            "set",
            "slice",
            "str",
            "tuple",
            "type",
            "unicode",
            "xrange",
            "NoneType",
            "Ellipsis",
            "NotImplemented");

    private RunnableModules() {}

    static boolean canRunCode(String module, String name) {
        String top = module.substring(0, module.indexOf('.') < 0 ? module.length() : module.indexOf('.'));
        if (top.equals("builtins") || top.equals("__builtin__")) {
            return !DATA.contains(name);
        }
        boolean isLoader = top.equals("torch") && (name.equals("load") || module.equals("torch.hub"));
        boolean isNumpyRunner = top.equals("numpy") && module.contains("testing");
        return MODULES.contains(top) || isLoader || isNumpyRunner;
    }
}
