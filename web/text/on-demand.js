// The texts of what comes with the part of the script that is loaded on demand; before, nothing stands here.

/** @type {{ texts?: Record<string, string> }} */
export const onDemand = {};
